import { notFound } from 'next/navigation'
import { galleryAllowed } from '@/components/gallery/gallery-allowed.ts'
import { PartsSheet } from '@/components/gallery/parts-sheet.tsx'

export default function GalleryParts() {
  if (!galleryAllowed(process.env)) notFound()
  return (
    <main>
      <h1 className="sr-only">Parts</h1>
      <PartsSheet />
    </main>
  )
}
