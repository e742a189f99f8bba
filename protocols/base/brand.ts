declare const brand: unique symbol

/** A `T` that only the maker of `Name` can make, so that two look-alikes are not taken for each other. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
