/** The gallery is for developers: never in a production build, unless somebody asks for it by name. */
export function galleryAllowed(env: Readonly<Record<string, string | undefined>>): boolean {
  return env.NODE_ENV !== 'production' || env.STORMDECK_GALLERY === '1'
}
