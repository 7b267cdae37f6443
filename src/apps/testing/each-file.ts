import { useDatabase } from './database.ts'

// Run anew for each file of scenes, which otherwise share what they import.
useDatabase()
