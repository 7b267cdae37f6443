export interface Size {
  readonly width: number
  readonly height: number
}

/**
 * A picture turned by quarters and enlarged, in a room: the box it takes there, and the size it is drawn in before it is
 * turned. At a zoom of 1 all of it is seen, and never larger than it is.
 */
export function fitted(picture: Size, room: Size, turns: number, zoom: number): { box: Size; image: Size } {
  const lies = turns % 2 === 1
  const turned = lies ? { width: picture.height, height: picture.width } : picture
  const scale = Math.min(1, room.width / turned.width, room.height / turned.height) * zoom
  const by = ({ width, height }: Size): Size => ({ width: width * scale, height: height * scale })
  return { box: by(turned), image: by(picture) }
}
