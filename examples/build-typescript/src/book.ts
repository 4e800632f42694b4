export interface Book {
  title: string;
  cents: number;
}

export function isBook(thing: unknown): thing is Book {
  const book = thing as Partial<Book> | null;
  return typeof book?.title === "string" && Number.isInteger(book?.cents);
}
