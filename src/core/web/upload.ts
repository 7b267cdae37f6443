import { type Client, client } from '../client.ts'
import type { Contract } from '../contract.ts'
import { currentLocale } from './words.tsx'

/** `fetch` that tells how much of the body is sent, from 0 to 1: only this old way of asking knows. */
const fetchTelling =
  (onProgress: (share: number) => void): typeof fetch =>
  (url, init = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open(init.method ?? 'GET', String(url))
      new Headers(init.headers).forEach((value, name) => {
        request.setRequestHeader(name, value)
      })
      request.responseType = 'blob'
      request.upload.onprogress = event => {
        if (event.lengthComputable) onProgress(event.loaded / event.total)
      }
      request.onload = () => {
        const headers = { 'content-type': request.getResponseHeader('content-type') ?? '' }
        resolve(new Response(request.response as Blob, { status: request.status, headers }))
      }
      request.onerror = () => reject(new TypeError('The upload failed.'))
      request.send(init.body as XMLHttpRequestBodyInit)
    })

/** The typed client for large bodies: it tells how far it is. */
export const uploadApi = <C extends Readonly<Record<string, Contract>>>(
  contracts: C,
  onProgress: (share: number) => void,
): Client<C> =>
  client(contracts, { headers: () => ({ 'accept-language': currentLocale() }), fetch: fetchTelling(onProgress) })
