// SPDX-License-Identifier: MIT
// A crate without core, so that any rustc compiles it for any target (make.bash).
#![crate_type = "lib"]
#![feature(no_core, lang_items, auto_traits)]
#![no_core]
#![allow(internal_features, dead_code)]

#[lang = "pointee_sized"]
pub trait PointeeSized {}
#[lang = "meta_sized"]
pub trait MetaSized: PointeeSized {}
#[lang = "sized"]
pub trait Sized: MetaSized {}
#[lang = "copy"]
pub trait Copy {}
impl Copy for u32 {}
impl Copy for &'_ str {}
#[lang = "legacy_receiver"]
pub trait LegacyReceiver {}
impl<T: PointeeSized> LegacyReceiver for &T {}
#[lang = "freeze"]
unsafe auto trait Freeze {}
#[lang = "sync"]
pub unsafe trait Sync {}
unsafe impl Sync for Entry {}
#[lang = "drop_in_place"]
#[allow(unconditional_recursion)]
pub unsafe fn drop_in_place<T: PointeeSized>(place: *mut T) {
    drop_in_place(place)
}

pub struct Entry {
    pub name: &'static str,
    pub value: u32,
}
impl Copy for Entry {}

pub static ENTRY: Entry = Entry { name: "a table of one", value: 7 };

pub trait Named {
    fn name(&self) -> &'static str;
}
impl Named for Entry {
    #[inline(never)]
    fn name(&self) -> &'static str {
        greeting()
    }
}

#[inline(never)]
pub fn greeting() -> &'static str {
    "hello from little"
}

#[inline(never)]
pub fn identity<T: Copy>(value: T) -> T {
    value
}

pub fn caller(value: u32) -> u32 {
    let _ = identity(greeting());
    identity(value)
}

pub fn entry() -> u32 {
    ENTRY.value
}
