export { type Feedback, feedback, unlockSound } from './feedback.ts'
export { readImage, type ScanFormat } from './reader.ts'
export { createScanner, type Scanner, type ScannerOptions } from './scanner.ts'
