//! Watches what is compiled in, compresses the static files ahead of time, and orders the functions of the binary.
//!
//! Writes `$OUT_DIR/assets.rs`: a list of `Embedded { path, plain, brotli }`, read by `src/web/assets.rs`.

#![allow(clippy::disallowed_methods, reason = "Cargo tells build scripts everything by environment variables")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Names of functions, by `scripts/text-order`.
const AT_REST: &str = "build/at-rest.txt";

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    // Without these lines a new file in a watched folder would not be seen until something else changed.
    for folder in ["templates", "static", "locales", "migrations"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    println!("cargo:rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    lay_side_by_side(&out)?;

    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("static");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();

    let mut list = String::from("&[\n");
    for (number, file) in files.iter().enumerate() {
        let path = file.strip_prefix(&root)?.to_str().ok_or("static file names are UTF-8")?.replace('\\', "/");
        // By the manifest, not by its present place: a target folder may outlive the clone that filled it.
        let source = format!("/static/{path}");
        let compressed = out.join(format!("{number}.br"));
        fs::write(&compressed, compress(&fs::read(file)?)?)?;
        writeln!(
            list,
            "    Embedded {{ path: {path:?}, plain: include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {source:?})), brotli: include_bytes!({compressed:?}) }},"
        )?;
    }
    list.push(']');
    fs::write(out.join("assets.rs"), list)?;
    Ok(())
}

/// Tells the linker to lay the functions that a server at rest has run side by side: the kernel maps a binary in pieces of
/// 64 KiB, and what stands between them, commands and pages that nobody has asked for, would come along (6 MB of an idle
/// server). Only where the linker is surely one that reads such a script; elsewhere the binary is the same but for this.
fn lay_side_by_side(out: &Path) -> Outcome<()> {
    println!("cargo:rerun-if-changed={AT_REST}");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|own| own == value);
    let is_own_linker =
        env::var_os("RUSTC_LINKER").is_some() || env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|f| f.contains("link"));
    if !is("PROFILE", "release") || !is("TARGET", "x86_64-unknown-linux-gnu") || is_own_linker {
        return Ok(());
    }
    let mut script = String::from("SECTIONS {\n  .text.at_rest : {\n");
    for name in fs::read_to_string(AT_REST)?.lines().filter(|line| !line.starts_with('#')) {
        // Any hash at the end of a name of Rust's; the script has no way to write a dollar.
        let hash = if name.starts_with("_ZN") { "17h*" } else { "" };
        let name = name.replace('$', "?");
        writeln!(script, "    *(.text.{name}{hash} .text.unlikely.{name}{hash})")?;
    }
    script.push_str("  }\n}\nINSERT BEFORE .text;\n");
    let path = out.join("at-rest.ld");
    fs::write(&path, script)?;
    println!("cargo:rustc-link-arg-bin=claviger=-Wl,-T,{}", path.display());
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    writer.write_all(bytes)?;
    writer.flush()?;
    Ok(writer.into_inner())
}
