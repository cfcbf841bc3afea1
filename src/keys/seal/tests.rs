//! What is sealed opens where it belongs and nowhere else, and a new master key takes over what it must.

use super::*;

#[test]
fn a_sealed_value_opens_for_the_same_purpose_and_context_only() {
    let master = MasterKey::random();
    let sealed = master.seal(Purpose::SigningKeys, &["RS256", "kid"], b"private");
    assert_eq!(master.open(Purpose::SigningKeys, &["RS256", "kid"], &sealed).unwrap().as_slice(), b"private");
    for (purpose, context) in [
        (Purpose::Flow, &["RS256", "kid"][..]),
        (Purpose::SigningKeys, &["RS256", "other"]),
        (Purpose::SigningKeys, &["RS25", "6kid"]),
        (Purpose::SigningKeys, &["RS256"]),
        (Purpose::SigningKeys, &["RS256", "kid", ""]),
    ] {
        assert_eq!(master.open(purpose, context, &sealed), Err(SealError), "{purpose:?} {context:?}");
    }
    assert_eq!(MasterKey::random().open(Purpose::SigningKeys, &["RS256", "kid"], &sealed), Err(SealError));
}

#[test]
fn a_sealed_value_does_not_open_when_any_byte_changed_or_is_missing() {
    let master = MasterKey::random();
    let sealed = master.seal(Purpose::Cookie, &[], b"x");
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] ^= 1;
        assert_eq!(master.open(Purpose::Cookie, &[], &changed), Err(SealError), "byte {index}");
        assert_eq!(master.open(Purpose::Cookie, &[], &sealed[..index]), Err(SealError), "{index} bytes");
    }
}

#[test]
fn the_same_value_is_never_sealed_to_the_same_bytes() {
    let master = MasterKey::random();
    assert_ne!(master.seal(Purpose::Flow, &[], b"same"), master.seal(Purpose::Flow, &[], b"same"));
}

#[test]
fn a_mac_holds_for_its_purpose_and_parts_only() {
    let master = MasterKey::random();
    let mac = master.mac(Purpose::Audit, &[b"ab", b"c"]);
    assert!(master.is_mac_of(Purpose::Audit, &[b"ab", b"c"], &mac));
    assert!(!master.is_mac_of(Purpose::Csrf, &[b"ab", b"c"], &mac));
    assert!(!master.is_mac_of(Purpose::Audit, &[b"a", b"bc"], &mac));
    assert!(!master.is_mac_of(Purpose::Audit, &[b"ab", b"c"], &mac[..16]));
    assert!(!MasterKey::random().is_mac_of(Purpose::Audit, &[b"ab", b"c"], &mac));
}

#[test]
fn each_purpose_has_subkeys_of_its_own() {
    let master = MasterKey::random();
    for (position, purpose) in Purpose::ALL.into_iter().enumerate() {
        assert_eq!(purpose as usize, position);
        let same = Purpose::ALL.iter().filter(|other| master.mac(**other, &[]) == master.mac(purpose, &[])).count();
        assert_eq!(same, 1, "{purpose:?}");
    }
}

#[test]
fn a_master_key_reads_back_from_its_text_and_from_plain_base64() {
    let text = "claviger-master-key-v1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8\n";
    let read = |text: &str| MasterKey::from_text(&Redacted::from(text.to_owned()));
    let master = read(text).unwrap();
    assert_eq!(*master.to_text(), text);
    assert_eq!(read("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=").unwrap().id(), master.id());
    assert_ne!(MasterKey::random().id(), master.id());
}

#[test]
fn derivation_stays_the_same_from_release_to_release() {
    let master = MasterKey::from_bytes(Zeroizing::new([7; 32]));
    assert_eq!(master.id(), "8ddbe0cb078ac8a0");
    assert_eq!(master.mac(Purpose::Audit, &[b"x"])[..8], 0x4a12_e3ff_94ce_e422_u64.to_be_bytes());
    let body = 0x3072_8a11_e2cb_c7a8_f5e9_6829_c421_5792_u128.to_be_bytes();
    let sealed = [&[1][..], &[1; 16], &[2; 12], &body, &0x45e0_ba51_u32.to_be_bytes()].concat();
    assert_eq!(master.open(Purpose::SigningKeys, &["a"], &sealed).unwrap().as_slice(), b"kept");
}

#[test]
fn a_malformed_master_key_is_refused_without_quoting_it() {
    for text in
        ["", "claviger-master-key-v1:", "AAEC", "claviger-master-key-v2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8"]
    {
        let refused = MasterKey::from_text(&Redacted::from(text.to_owned())).unwrap_err();
        assert!(text.len() < 4 || !refused.to_string().contains("AAEC"));
    }
    assert_eq!(format!("{:?}", MasterKey::from_bytes(Zeroizing::new([7; 32]))).len(), "MasterKey()".len() + 16);
}

#[test]
fn a_new_master_key_takes_over_the_subkeys_that_must_live_on_and_no_others() {
    let (old, new) = (MasterKey::random(), MasterKey::random());
    let carried = old.carry_to(&new);
    assert!(MasterKey::random().take_over(&carried).is_err(), "sealed under the new one");
    new.take_over(&carried).unwrap();
    for purpose in Purpose::ALL {
        let is_same = old.mac(purpose, &[b"x"]) == new.mac(purpose, &[b"x"]);
        assert_eq!(is_same, matches!(purpose, Purpose::Audit | Purpose::Device | Purpose::Subjects), "{purpose:?}");
        let sealed = old.seal(purpose, &[], b"x");
        assert_eq!(new.open(purpose, &[], &sealed).is_ok(), is_same, "{purpose:?}");
    }
    let third = MasterKey::random();
    third.take_over(&new.carry_to(&third)).unwrap();
    assert_eq!(third.mac(Purpose::Audit, &[]), old.mac(Purpose::Audit, &[]), "and so on");
}

#[test]
fn what_a_release_before_a_purpose_carried_is_taken_over_and_anything_shorter_is_not() {
    let (old, new) = (MasterKey::random(), MasterKey::random());
    let carried = new.open(Purpose::Carried, &[&new.id()], &old.carry_to(&new)).unwrap();
    let cut = |bytes: usize| new.seal(Purpose::Carried, &[&new.id()], &carried[..bytes]);
    let own = new.mac(Purpose::Subjects, &[b"x"]);
    for bytes in [0, 64, 127, 129, carried.len() - 1] {
        assert_eq!(new.take_over(&cut(bytes)), Err(SealError), "{bytes}");
    }
    new.take_over(&cut(128)).unwrap();
    assert_eq!(new.mac(Purpose::Device, &[b"x"]), old.mac(Purpose::Device, &[b"x"]));
    assert_eq!(new.mac(Purpose::Subjects, &[b"x"]), own);
}

#[test]
fn what_travels_while_the_master_key_changes_arrives() {
    let (node, next) = (MasterKey::random(), MasterKey::random());
    let (clone, other_node) =
        (node.clone(), MasterKey::from_text(&Redacted::from(node.to_text().to_string())).unwrap());
    let before = node.seal(Purpose::Flow, &[], b"x");
    let before_mac = node.mac(Purpose::Csrf, &[b"x"]);
    node.adopt(&next);
    assert_eq!((clone.id(), node.id()), (next.id(), next.id()));
    assert!(clone.open(Purpose::Flow, &[], &before).is_ok() && clone.is_mac_of(Purpose::Csrf, &[b"x"], &before_mac));
    let meanwhile = node.seal(Purpose::Flow, &[], b"x");
    assert!(other_node.open(Purpose::Flow, &[], &meanwhile).is_ok(), "a node that does not know it yet");
    assert!(
        next.open(Purpose::SigningKeys, &[], &node.seal(Purpose::SigningKeys, &[], b"x")).is_ok(),
        "at rest at once"
    );
    node.settle();
    assert!(next.open(Purpose::Flow, &[], &node.seal(Purpose::Flow, &[], b"x")).is_ok());
    assert!(node.open(Purpose::Flow, &[], &before).is_ok());
    node.forget_former();
    assert!(node.open(Purpose::Flow, &[], &before).is_err() && !node.is_mac_of(Purpose::Csrf, &[b"x"], &before_mac));
}

#[test]
fn what_lies_at_rest_does_not_open_with_the_master_key_before() {
    let (node, next) = (MasterKey::random(), MasterKey::random());
    let sealed = node.seal(Purpose::SigningKeys, &[], b"x");
    let mac = node.mac(Purpose::SigningKeys, &[b"x"]);
    node.adopt(&next);
    assert_eq!(node.open(Purpose::SigningKeys, &[], &sealed), Err(SealError));
    assert!(!node.is_mac_of(Purpose::SigningKeys, &[b"x"], &mac));
}

#[test]
fn a_server_that_starts_meanwhile_takes_back_what_travels_and_nothing_that_lies_at_rest() {
    let (old, new) = (MasterKey::random(), MasterKey::random());
    let lent = old.lend_to(&new, 1000);
    assert_eq!(new.borrow(&lent, 1001), Err(SealError), "nobody makes it longer");
    assert_eq!(MasterKey::random().borrow(&lent, 1000), Err(SealError), "nobody else opens it");
    assert_eq!(new.borrow(&old.carry_to(&new), 1000), Err(SealError), "and it is nothing else");
    new.borrow(&lent, 1000).unwrap();
    for purpose in Purpose::ALL {
        let travels = matches!(purpose, Purpose::Flow | Purpose::Csrf | Purpose::Cookie);
        assert_eq!(new.open(purpose, &[], &old.seal(purpose, &[], b"x")).is_ok(), travels, "{purpose:?}");
        assert_eq!(new.is_mac_of(purpose, &[b"x"], &old.mac(purpose, &[b"x"])), travels, "{purpose:?}");
        assert!(old.open(purpose, &[], &new.seal(purpose, &[], b"x")).is_err(), "{purpose:?}: it is not used anew");
    }
    let before = old.seal(Purpose::Flow, &[], b"x");
    new.forget_former();
    assert_eq!(new.open(Purpose::Flow, &[], &before), Err(SealError));
}
