/** Where anybody verifies a signed PDF, below the address of the installation. */
export const VERIFY_PAGE = '/site/xac-thuc-van-ban'
