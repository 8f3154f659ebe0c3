use super::*;

#[test]
fn the_first_choice_is_what_is_assumed() {
    let nothing = Assumptions::default();
    for question in questions() {
        let first = &question.choices()[0];
        let chosen = nothing.with(question, first);
        assert_eq!(nothing.of(question), first);
        assert_eq!(chosen.of(question), first, "{}", question.row);
        assert_eq!(chosen.chosen().count(), 0, "{}", question.row);
        for choice in &question.choices()[1..] {
            let chosen = nothing.with(question, choice);
            assert_eq!(chosen.of(question), choice);
            let all: Vec<_> = chosen.chosen().map(|(q, c)| (q.row, c.name)).collect();
            assert_eq!(all, [(question.row, choice.name)]);
            let mut written = Assumptions::default();
            written.choose(&format!("{}={}", question.row, choice.name)).expect("a choice");
            assert_eq!(written, chosen, "the names of the choices of {} differ", question.row);
        }
    }
}

#[test]
fn what_cannot_be_chosen_is_told_with_what_can() {
    for (words, message) in [
        ("CM-16", "`CM-16` is no row with a choice: write it as ROW=CHOICE, such as CM-16=matched"),
        ("", "`` is no row with a choice: write it as ROW=CHOICE, such as CM-16=matched"),
        (
            "CM-16=mached",
            "`mached` is no choice for CM-16: did you mean matched? There are section, cors, matched, never",
        ),
        ("cm-16=x", "`x` is no choice for CM-16: there are section, cors, matched, never"),
        ("CM-17=matched", "`matched` is no choice for CM-17: there are next, answered, forbidden"),
    ] {
        let error = Assumptions::default().choose(words).expect_err(words);
        assert_eq!(error.to_string(), message, "{words}");
    }
    let error = Assumptions::default().choose("MC-16=never").expect_err("no row").to_string();
    assert!(error.starts_with("there is nothing to choose about `MC-16`: did you mean CM-16? "));
    let error = Assumptions::default().choose("CM-1=x").expect_err("no row").to_string();
    assert!(error.contains("about `CM-1`: did you mean CM-6?"), "{error}");
    let hostile = format!("CM-16=\u{202e}\x1b{}", "x".repeat(100_000));
    let error = Assumptions::default().choose(&hostile).expect_err("no choice").to_string();
    assert!(error.len() < 300 && !error.contains(['\x1b', '\u{202e}']), "{error}");
}

#[test]
fn one_question_has_one_answer() {
    let mut assume = Assumptions::default();
    assume.choose("CM-16=matched").expect("a choice");
    assume.choose("CM-16=matched").expect("the same again");
    let error = assume.choose("CM-16=never").expect_err("another").to_string();
    assert_eq!(error, "CM-16 is chosen twice, as matched and as never: leave one of them out");
    assert_eq!(assume.chosen().next().map(|(_, choice)| choice.name), Some("matched"));
}

#[test]
fn what_goes_first_is_kept_and_what_it_leaves_open_is_filled_in() {
    let all = |words: &[&str]| {
        let mut assume = Assumptions::default();
        for words in words {
            assume.choose(words).expect("a choice");
        }
        assume
    };
    let first = all(&["CM-16=section", "CM-19=left-out"]);
    let second = all(&["CM-16=never", "CM-17=answered"]);
    let both = all(&["CM-16=section", "CM-17=answered", "CM-19=left-out"]);
    assert_eq!(first.over(&second), both);
}
