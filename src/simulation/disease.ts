import type { DiseaseProfile, ImportedCases, RecordingModel, ResponseModel } from './types.ts'

/**
 * COVID-19, Delta variant, mid-2021, a population without immunity.
 *
 * Sources, rounded: incubation mean 4.4 days (Wu Y. et al., JAMA Network Open 2022; Grant R. et al., Lancet Reg. Health
 * Europe 2022); infectious from about two days before symptoms, highest around onset, little after a week (He X. et
 * al., Nature Medicine 2020; Kang M. et al., Nature Communications 2022); asymptomatic share about a third (Sah P. et
 * al., PNAS 2021), at a lower infectiousness (Buitrago-Garcia D. et al., PLOS Medicine 2020); secondary attack rate in
 * households about 30 % (Madewell Z. et al., JAMA Network Open 2022); infection fatality by age (Levin A. et al., Eur. J.
 * Epidemiology 2020). Hazards per minute are not measured anywhere: they are set so that a household passes the
 * infection to about 30 % of its other members and one case infects about three people before anyone reacts, with close
 * indoor places (eating, classes) riskier per minute than passing by.
 */
export const covid19: DiseaseProfile = {
  code: 'covid-19',
  incubation: { mean: 4.4, sd: 1.8, min: 1.5, max: 12 },
  infectiousBeforeOnset: 2,
  minLatentDays: 1.2,
  infectiousness: [0.7, 1, 1, 0.9, 0.7, 0.5, 0.35, 0.2, 0.1],
  dispersion: 1.5,
  perMinute: {
    'government-office': 8.1e-5,
    kindergarten: 6.8e-5,
    'primary-school': 6.1e-5,
    'lower-secondary-school': 6.8e-5,
    'upper-secondary-school': 6.8e-5,
    college: 5.4e-5,
    factory: 4.1e-5,
    company: 9.4e-5,
    market: 6.8e-5,
    cafe: 1.9e-4,
    restaurant: 2.0e-4,
    'health-station': 8.1e-5,
    hospital: 6.8e-5,
    pharmacy: 1.1e-4,
    pagoda: 8.1e-5,
    church: 6.8e-5,
    supermarket: 5.4e-5,
    'bus-station': 6.8e-5,
  },
  closeContacts: 25,
  perMinuteHousehold: 1.2e-4,
  asymptomaticShare: 0.33,
  asymptomaticInfectiousness: 0.5,
  childSusceptibility: 0.7,
  immuneShare: 0,
  detectedShare: 0.85,
  detectionDelay: { mean: 2.2, sd: 1.2, min: 0.3, max: 8 },
  screenedShare: 0.3,
  screeningDelay: { mean: 4, sd: 2, min: 1, max: 9 },
  staysHomeShare: 0.5,
  fatalityIntercept: -3.27,
  fatalitySlope: 0.0524,
  outcomeDelay: { mean: 13, sd: 4, min: 8, max: 35 },
}

/** A demonstration records far more than the 2–10 % of visits of 2021, so that there is something to see. */
export const demoRecording: RecordingModel = {
  appShare: 0.55,
  scannedIn: 0.3,
  scannedOut: 0.4,
  withoutApp: 0.35,
  ownScanShare: 0.6,
  checkpointShare: {
    'government-office': 1,
    kindergarten: 0.9,
    'primary-school': 1,
    'lower-secondary-school': 1,
    'upper-secondary-school': 1,
    college: 1,
    factory: 1,
    company: 0.7,
    market: 1,
    cafe: 0.6,
    restaurant: 0.6,
    'health-station': 1,
    hospital: 1,
    pharmacy: 0.8,
    pagoda: 0.5,
    church: 0.5,
    supermarket: 1,
    'bus-station': 1,
  },
}

export const response2021: ResponseModel = {
  isolateCases: true,
  householdQuarantineDays: 14,
  householdTestDays: 2,
  caution: 0.5,
}

/** Seven travellers for 5,000 people, about thirty for 200,000. */
export function importedFor(population: number): ImportedCases {
  return {
    count: Math.max(1, Math.round(Math.min(population / 800, 6) + population / 8_000)),
    overDays: 5,
    perDayAfter: Math.max(0.1, population / 100_000),
  }
}
