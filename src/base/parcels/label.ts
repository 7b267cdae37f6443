import type { Context } from '#core/app.ts'
import { block, bytesOf, drawQr, MM, newDocument, qrOf } from '#core/pdf.ts'
import type { Address } from './parcels.ts'
import type { ParcelRow } from './queries.ts'

/** 100 × 150 mm, as label printers have it. */
const SIZE = { width: 100 * MM, height: 150 * MM }
const QR_SIDE = 42 * MM
const QR_VERSION = 3

export interface Label {
  readonly parcel: ParcelRow
  /** The citizen; null when that is forgotten. */
  readonly citizen: Address | null
  readonly office: { readonly name: string; readonly address: string }
}

/** What is stuck on a parcel: who sends, who gets it, what is taken at the door, and a code that the carrier reads. */
export async function labelPdf(_: Context, { parcel, citizen, office }: Label): Promise<Uint8Array> {
  const doc = newDocument(`Phiếu gửi ${parcel.reference}`, [SIZE.width, SIZE.height], parcel.orderedAt)
  doc.addPage()
  const box = { x: 6 * MM, width: SIZE.width - 12 * MM }
  const line = (text: string, y: number, height: number, face: 'bold' | 'regular' | 'black', sizes: number[]) =>
    block(doc, text, { ...box, height }, { face, sizes }).draw(y)
  const home = citizen ? [citizen.name, citizen.phone.replace(/^\+84/, '0'), citizen.address].join('\n') : '–'
  const bureau = [office.name, office.address].filter(Boolean).join('\n')
  const [from, to] = parcel.way === 'out' ? [bureau, home] : [home, bureau]
  line('BƯU CHÍNH CÔNG ÍCH', 6 * MM, 7 * MM, 'black', [15])
  line(parcel.contents, 13 * MM, 9 * MM, 'regular', [9, 8])
  line('NGƯỜI GỬI', 25 * MM, 5 * MM, 'bold', [8])
  line(from, 30 * MM, 18 * MM, 'regular', [10, 9, 8])
  line('NGƯỜI NHẬN', 50 * MM, 5 * MM, 'bold', [8])
  line(to, 55 * MM, 24 * MM, 'bold', [13, 11, 9.5, 8])
  if (parcel.cod) line(`Thu hộ: ${new Intl.NumberFormat('vi').format(parcel.cod)} đồng`, 81 * MM, 8 * MM, 'black', [14])
  drawQr(doc, qrOf(parcel.tracking ?? parcel.reference, QR_VERSION), (SIZE.width - QR_SIDE) / 2, 92 * MM, QR_SIDE)
  line(parcel.tracking ?? parcel.reference, 137 * MM, 8 * MM, 'black', [16])
  doc
    .rect(3 * MM, 3 * MM, SIZE.width - 6 * MM, SIZE.height - 6 * MM)
    .lineWidth(0.8)
    .stroke('#000')
  return bytesOf(doc)
}
