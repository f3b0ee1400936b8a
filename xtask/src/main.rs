//! The program; all of it is the library's.

fn main() {
    xtask::main()
}
