/** What can stand in an {@link Unordered} list. */
export interface Placed {
  /** Where it stands; the list's to set. */
  place: number;
}

/** A list in no order whose members know their place: a set would have to hash each of them. */
export class Unordered<Member extends Placed> {
  readonly #members: Member[] = [];

  add(member: Member): void {
    member.place = this.#members.push(member) - 1;
  }

  /** Takes a member out: the last one takes its place. */
  remove(member: Member): void {
    const last = this.#members.pop();
    if (last === undefined || last === member) return;
    this.#members[member.place] = last;
    last.place = member.place;
  }

  /** As they stand now: what is added or removed later changes nothing here. */
  snapshot(): readonly Member[] {
    return [...this.#members];
  }
}
