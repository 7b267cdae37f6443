import { describe, expect, test } from 'vitest'
import type { FaultView, ImportView } from '../contract.ts'
import { left, type TypingRow, typed, withRoom } from './typing.ts'

const row = (key: number, name = '', unit = ''): TypingRow => ({ key, cells: { name, unit } })
const names = (rows: readonly TypingRow[]) => rows.map(one => one.cells.name ?? '')

describe('typing', () => {
  test('there is an empty row to go on in, and only one', () => {
    expect(withRoom([])).toEqual([{ key: 1, cells: {} }])
    expect(withRoom([row(3, 'An')])).toEqual([row(3, 'An'), { key: 4, cells: {} }])
    expect(withRoom([row(3, 'An'), row(4)])).toHaveLength(2)
  })

  test.each([
    ['"', 'Phong An'],
    ['”', 'Phong An'],
    ['""', '""'],
    ['Phong Hiền', 'Phong Hiền'],
  ])('%s under “Phong An” is %s', (text, meant) => {
    const rows = typed([row(1, 'An', 'Phong An'), row(2, 'Bình')], 1, 'unit', text)
    expect(rows[1]?.cells.unit).toBe(meant)
  })

  test('nothing stands above the first row', () => {
    expect(typed([row(1, 'An')], 0, 'unit', '"')[0]?.cells.unit).toBe('"')
  })

  test('a row that is changed is not wrong any more until it is sent again', () => {
    const faults: FaultView[] = [fault(1, true)]
    expect(typed([{ ...row(1, 'An'), faults }], 0, 'name', 'Anh')[0]?.faults).toBeUndefined()
  })
})

const fault = (line: number, isRefused: boolean): FaultView => ({
  line,
  isRefused,
  reason: 'lists.cell.day',
  column: 'birth',
  params: {},
  text: '',
})

test('what was loaded goes; what was refused stays with its reason, and so does what was typed meanwhile', () => {
  const sent = [row(1, 'An'), row(2, 'Bình'), row(3, 'Chi')]
  const faults = new Map([
    [1, [fault(2, true)]],
    [2, [fault(3, false)]],
  ])
  const rest = left([...sent, row(4, 'Dung')], sent, { list: {} as ImportView, faults })
  expect(names(rest)).toEqual(['Bình', 'Dung', ''])
  expect(rest[0]?.faults).toHaveLength(1)
})
