/** Whether this key belongs to an input method that is still composing, as for Chinese. */
export function isComposing(event: KeyboardEvent): boolean {
  // Safari ends the composition before it sends the Enter that ended it; only this old code tells them apart.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return event.isComposing || event.keyCode === 229;
}
