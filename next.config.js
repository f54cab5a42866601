// The gallery of every component in every state is for developers: without this its pages are not even compiled.
const gallery = process.env.STORMDECK_GALLERY === '1' || process.env.NODE_ENV === 'development'

/** @type {import('next').NextConfig} */
const nextConfig = {
  output: 'standalone',
  // A second build or dev server beside a running one must not share its output folder.
  distDir: process.env.STORMDECK_DIST_DIR || '.next',
  // One name for server and pages, so that an old tab knows that the server is another build than itself.
  generateBuildId: () => process.env.STORMDECK_BUILD || null,
  env: { NEXT_PUBLIC_STORMDECK_BUILD: process.env.STORMDECK_BUILD ?? '' },
  pageExtensions: ['tsx', 'ts', ...(gallery ? ['gallery.tsx'] : [])],
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test -- types` checks them; a start should not do it again.
  typescript: {
    ignoreBuildErrors: true,
    // Next adds the types of its output folder to this file; those of the gallery's are not the app's.
    ...(process.env.STORMDECK_GALLERY === '1' ? { tsconfigPath: 'tsconfig.gallery.json' } : {}),
  },
  images: { unoptimized: true },
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'Referrer-Policy', value: 'same-origin' },
      ],
    },
  ],
  serverExternalPackages: ['prom-client'],
}

export default nextConfig
