// Times that are typed are in the browser's time zone, which only the browser knows reliably.

/** "2026-05-01T09:30" or "2026-05-01" in the browser's zone → ISO 8601 in UTC; null if it is not a date. */
export function toUtc(local, addDays) {
  const [date, time] = local.split('T');
  const [year, month, day] = date.split('-').map(Number);
  const [hours, minutes] = (time ?? '0:0').split(':').map(Number);
  const moment = new Date(year, month - 1, day + (addDays ?? 0), hours, minutes);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

export function zone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';
}
