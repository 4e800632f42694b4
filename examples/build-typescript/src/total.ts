import { isBook, type Book } from "./book.js";

export async function handler(event: { books: unknown[] }): Promise<{ books: number; cents: number }> {
  const books: Book[] = event.books.filter(isBook);
  return { books: books.length, cents: books.reduce((sum, book) => sum + book.cents, 0) };
}
