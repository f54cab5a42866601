/**
 * Kernel and process limits with the value for 100,000+ connections and the command that sets each.
 * Source: facts.md, "Host limits". `path` is where Linux shows the value now.
 */
export type HostLimit = {
  id: string
  title: string
  /** File under /proc to read; `null`: read in another way (descriptors, environment) or only shown. */
  path: string | null
  /** `null`: shown without a target. */
  recommended: string | null
  command: string | null
}

const sysctl = (key: string, recommended: string | null, title = key): HostLimit => ({
  id: key,
  title,
  path: `/proc/sys/${key.replaceAll('.', '/')}`,
  recommended,
  command: recommended === null ? null : `sysctl -w ${key}="${recommended}"`,
})

export const HOST_LIMITS: readonly HostLimit[] = [
  {
    id: 'process.nofile',
    title: 'File descriptors of the server process',
    path: null,
    recommended: '1048576',
    command: 'systemctl edit YOUR-SERVICE  # [Service] LimitNOFILE=1048576',
  },
  sysctl('fs.file-max', '2097152'),
  sysctl('fs.nr_open', '2097152'),
  sysctl('net.core.somaxconn', '65535'),
  sysctl('net.ipv4.tcp_max_syn_backlog', '65535'),
  sysctl('net.ipv4.ip_local_port_range', '1024 65535'),
  sysctl('net.ipv4.tcp_fin_timeout', '15'),
  sysctl('net.ipv4.tcp_tw_reuse', '1'),
  sysctl('net.ipv4.tcp_max_tw_buckets', '2000000'),
  sysctl('net.ipv4.tcp_keepalive_time', '300'),
  sysctl('net.ipv4.tcp_keepalive_probes', '5'),
  sysctl('net.ipv4.tcp_keepalive_intvl', '15'),
  sysctl('net.core.rmem_max', '16777216'),
  sysctl('net.core.wmem_max', '16777216'),
  sysctl('net.core.rmem_default', '1048576'),
  sysctl('net.core.wmem_default', '1048576'),
  sysctl('net.ipv4.tcp_rmem', '4096 87380 16777216'),
  sysctl('net.ipv4.tcp_wmem', '4096 65536 16777216'),
  sysctl('net.ipv4.tcp_mem', '786432 1048576 1572864'),
  sysctl('net.core.netdev_max_backlog', '65535'),
  sysctl('net.netfilter.nf_conntrack_max', '1048576'),
  sysctl('net.netfilter.nf_conntrack_count', null),
  sysctl('net.ipv4.tcp_max_orphans', null),
  {
    id: 'process.uv_threadpool_size',
    title: 'UV_THREADPOOL_SIZE',
    path: null,
    recommended: '128',
    command: 'systemctl edit YOUR-SERVICE  # [Service] Environment=UV_THREADPOOL_SIZE=128',
  },
]
