export { type Feedback, feedback, unlockSound } from './feedback.ts'
export { keepScanner } from './keep.ts'
export { readImage, type ScanFormat } from './reader.ts'
export { createScanner, type Scanner, type ScannerOptions } from './scanner.ts'
