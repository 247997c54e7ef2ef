// Why a capture was set aside, with its name in front once: many reasons begin with it.

export function namedReason(capture: string, reason: string): string {
  return capture === '' || reason.startsWith(`${capture}: `) ? reason : `${capture}: ${reason}`;
}
