//! Watches what is compiled in, and compresses the static files ahead of time.
//!
//! Writes `$OUT_DIR/assets.rs`: a list of `Embedded { path, plain, brotli }`, read by `src/web/assets.rs`.

#![allow(clippy::disallowed_methods, reason = "Cargo tells build scripts everything by environment variables")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    // Without these lines a new file in a watched folder would not be seen until something else changed.
    for folder in ["templates", "static", "locales", "migrations"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    println!("cargo:rerun-if-changed=build.rs");

    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("static");
    let out = PathBuf::from(env::var("OUT_DIR")?);
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
