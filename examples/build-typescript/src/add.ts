import { isBook } from "./book.js";

export async function handler(event: unknown): Promise<{ added: string }> {
  if (!isBook(event)) {
    throw new Error("a book has a title and a price in cents");
  }
  return { added: event.title };
}
