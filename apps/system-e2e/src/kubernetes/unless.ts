/** The fault in a list, or an empty list while the condition holds. */
export const unless = (holds: boolean, fault: string): string[] => (holds ? [] : [fault]);
