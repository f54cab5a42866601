/** @type {import('next').NextConfig} */
const nextConfig = {
  output: 'standalone',
  // A second build or dev server beside a running one must not share its output folder.
  distDir: process.env.STORMDECK_DIST_DIR || '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test -- types` checks them; a start should not do it again.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  serverExternalPackages: ['prom-client'],
}

export default nextConfig
