/** One series with samples in order; epoch ms. */
export type WrittenSeries = {
  labels: Record<string, string>
  samples: readonly (readonly [at: number, value: number])[]
}

/** Protocol buffers, base 128 varint. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  // Times need more than the 32 bits of the bit operators.
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  bytes.push(rest)
  return Buffer.from(bytes)
}

/** A length-delimited field (wire type 2). */
function field(number: number, body: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(body.length), body])
}

/** Field 2 of a series for each sample, into one buffer: there may be a hundred million. */
function samplesOf(samples: WrittenSeries['samples']): Buffer {
  const body = Buffer.allocUnsafe(samples.length * 22)
  let end = 0
  for (const [at, value] of samples) {
    const time = varint(at)
    body[end++] = (2 << 3) | 2
    body[end++] = 10 + time.length
    body[end++] = (1 << 3) | 1
    end = body.writeDoubleLE(value, end)
    body[end++] = 2 << 3
    end += time.copy(body, end)
  }
  return body.subarray(0, end)
}

function timeSeries({ labels, samples }: WrittenSeries): Buffer {
  const named = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) =>
      field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))])),
    )
  return field(1, Buffer.concat([...named, samplesOf(samples)]))
}

const LITERAL_BYTES = 65_536

/** Snappy's block format with literals only: valid, and not smaller. */
function snappy(body: Buffer): Buffer {
  const parts = [varint(body.length)]
  for (let at = 0; at < body.length; at += LITERAL_BYTES) {
    const literal = body.subarray(at, at + LITERAL_BYTES)
    const head = Buffer.from([61 << 2, 0, 0])
    head.writeUInt16LE(literal.length - 1, 1)
    parts.push(head, literal)
  }
  return Buffer.concat(parts)
}

/**
 * Writes the past into a Prometheus that was started with `--web.enable-remote-write-receiver` and scrapes nothing, so
 * that it takes samples of any age, oldest first.
 * @throws {Error} with its answer when it does not take them
 */
export async function remoteWrite(url: string, series: readonly WrittenSeries[]): Promise<void> {
  const answer = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body: new Uint8Array(snappy(Buffer.concat(series.map(timeSeries)))),
  })
  if (answer.status !== 204) throw new Error(`remote write: ${answer.status} ${await answer.text()}`)
}
