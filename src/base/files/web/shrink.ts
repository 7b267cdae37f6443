import { PICTURE_SIDE } from '../rules.ts'

/** Smaller files go as they are. */
const WORTH_IT = 700_000

/**
 * A photo no larger than the server keeps it: on the network of a village minutes become seconds. What this browser
 * cannot read is sent as it is; the server says what is wrong with it.
 */
export async function shrunk(file: File): Promise<File> {
  if (!file.type.startsWith('image/') || file.size < WORTH_IT) return file
  const picture = await createImageBitmap(file).catch(() => undefined)
  if (!picture) return file
  const scale = Math.min(1, PICTURE_SIDE / Math.max(picture.width, picture.height))
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale))
  const drawing = canvas.getContext('2d')
  if (!drawing) return file
  drawing.fillStyle = '#fff'
  drawing.fillRect(0, 0, canvas.width, canvas.height)
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const made = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })
  return made.size < file.size ? new File([made], file.name, { type: made.type }) : file
}
