//! Layout by example. Every expected text is what `terraform fmt` of Terraform 1.11 answers, but
//! those of [`ours`].
use super::*;

fn formatted(text: &str) -> String {
    format(&Source { name: "a.hcl".into(), text: text.into() }).unwrap()
}

fn check(text: &str, expected: &str) {
    let once = formatted(text);
    assert_eq!(once, expected, "of {text:?}");
    assert_eq!(formatted(&once), once, "again of {text:?}");
}

#[test]
fn tokens_get_their_spaces() {
    for (text, expected) in [
        ("a=1+2*-3-(-x)\n", "a = 1 + 2 * -3 - (-x)\n"),
        ("b=! c&&d||e\n", "b = !c && d || e\n"),
        ("c=x?y:z\n", "c = x ? y : z\n"),
        ("d=f( a , b... )\n", "d = f(a, b...)\n"),
        ("e=[for k,v in{a=1}:v if v>-1]\n", "e = [for k, v in { a = 1 } : v if v > -1]\n"),
        ("f={for k in [x]:k=>-1...}\n", "f = { for k in [x] : k => - 1... }\n"),
        ("g=a [0] . b [ * ].c.0 . d\n", "g = a[0].b[*].c.0.d\n"),
        ("h={}\n", "h = {}\n"),
        ("h2={ }\n", "h2 = {}\n"),
        ("i={a=1,b=[ ],c=( 1 )}\n", "i = { a = 1, b = [], c = (1) }\n"),
        ("j=\"${ f(\n1 ) }x${a}%{ if b }c%{endif}\"\n", "j = \"${f(\n1)}x${a}%{if b}c%{endif}\"\n"),
        ("k=\"${{a=1}.a}x\"\n", "k = \"${ { a = 1 }.a}x\"\n"),
        ("l=provider::x::f (1)\n", "l = provider::x::f(1)\n"),
        ("m=[for x in[1]:x]\n", "m = [for x in [1] : x]\n"),
        ("n=a-b - c\n", "n = a-b - c\n"),
        ("o=[-1,- 1]\n", "o = [-1, -1]\n"),
        ("p=x ==-1\n", "p = x == -1\n"),
        ("q=a/* c */+/*d*/b\n", "q = a /* c */ + /*d*/ b\n"),
    ] {
        check(text, expected);
    }
}

#[test]
fn neighbouring_lines_line_up() {
    for (text, expected) in [
        (
            "a=1\nlong_name=2 # one\n\nbb=3# two\nc  =  4\n",
            "a         = 1\nlong_name = 2 # one\n\nbb = 3 # two\nc  = 4\n",
        ),
        (
            "x {\n  a = [\n    1,\n  ]\n  bb = 2\n  ccc = 3\n}\n",
            "x {\n  a = [\n    1,\n  ]\n  bb  = 2\n  ccc = 3\n}\n",
        ),
        ("é=1\nab=2\nü=3\n", "é  = 1\nab = 2\nü  = 3\n"),
        (
            "a = \"\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\" # x\nb = \"e\u{301}\" # y\nc = 1 // z\n",
            "a = \"\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\" # x\nb = \"e\u{301}\" # y\nc = 1   // z\n",
        ),
        (
            "a = {b=1} # one\n# alone\ncc = {\n  d = 2 # two\n}# three\n",
            "a = { b = 1 } # one\n# alone\ncc = {\n  d = 2 # two\n}       # three\n",
        ),
        (
            "a = 1 /* x */\nbb = 2 /* y */ /* z */\nccc = 3 # w\n",
            "a   = 1 /* x */\nbb  = 2 /* y */ /* z */\nccc = 3 # w\n",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn brackets_indent() {
    for (text, expected) in [
        (
            "x \"y\" {\na = f(\n1,\n[\n2\n])\n}\n",
            "x \"y\" {\n  a = f(\n    1,\n    [\n      2\n  ])\n}\n",
        ),
        ("a = [{\nb = 1\n}, {\nc = 2\n}]\n", "a = [{\n  b = 1\n  }, {\n  c = 2\n}]\n"),
        ("a = f([{\nb = 1\n}\n])\n", "a = f([{\n  b = 1\n  }\n])\n"),
        (
            "   # c\n  x{\n      # d\n  y   {\n\n   z=1\n}\n  }\n",
            "# c\nx {\n  # d\n  y {\n\n    z = 1\n  }\n}\n",
        ),
        ("a = (\nx\n? y\n: z\n)\n", "a = (\n  x\n  ? y\n  : z\n)\n"),
        ("a = x ? {\nb=1\n} : {\nc=2\n}\n", "a = x ? {\n  b = 1\n  } : {\n  c = 2\n}\n"),
    ] {
        check(text, expected);
    }
}

#[test]
fn texts_stay_as_they_are() {
    for (text, expected) in [
        (
            "a = <<EOT\n   x  ${ y }\n %{if z}\n=1\n%{ endif }\n  EOT\nbb=2\n",
            "a  = <<EOT\n   x  ${y}\n %{if z}\n=1\n%{endif}\n  EOT\nbb = 2\n",
        ),
        (
            "x {\n      a = <<-EOT\n   text\n      EOT\n  b=f(<<E\n x=1\nE\n  ,1)\n}\n",
            "x {\n  a = <<-EOT\n   text\n      EOT\n  b = f(<<E\n x=1\nE\n  , 1)\n}\n",
        ),
        ("a = <<E\nx\nE \t\nb=2\n", "a = <<E\nx\nE \t\nb = 2\n"),
        ("a = \"  x = 1  # no  \"\n", "a = \"  x = 1  # no  \"\n"),
        ("a = <<E\n${ f(\n  1,\n) }\nE\n", "a = <<E\n${f(\n1,\n)}\nE\n"),
        ("a = \"$${ x }%%{ y }\\\"${ z }\"\n", "a = \"$${ x }%%{ y }\\\"${z}\"\n"),
    ] {
        check(text, expected);
    }
}

#[test]
fn blank_lines_and_line_ends_stay() {
    for (text, expected) in [
        ("\n\n\na=1\n\n\n\n", "\n\n\na = 1\n\n\n\n"),
        ("a=1", "a = 1"),
        ("", ""),
        ("# only", "# only"),
        (
            "a=1\r\nlong=2 # c\r\nx{\r\ny=[\r\n1\r\n]\r\n}\r\n",
            "a    = 1\r\nlong = 2 # c\r\nx {\r\n  y = [\r\n    1\r\n  ]\r\n}\r\n",
        ),
        ("\ta\t=\t1\t\n\t\n", "a = 1\n\n"),
    ] {
        check(text, expected);
    }
}

#[test]
fn labels_are_quoted_and_wrappings_go() {
    for (text, expected) in [
        ("x y \"z\" w {\n}\n", "x \"y\" \"z\" \"w\" {\n}\n"),
        ("a=\"${b}\"\nc=\"${~ d.e[0] ~}\"\n", "a = b\nc = d.e[0]\n"),
        (
            "a = \"${b}${c}\"\nd = \"x${e}\"\nf = [\"${g}\"]\nh = { i = \"${j}\" }\n",
            "a = \"${b}${c}\"\nd = \"x${e}\"\nf = [\"${g}\"]\nh = { i = \"${j}\" }\n",
        ),
        ("a = \"${\nb\n}\"\n", "a = b\n"),
        ("a = \"${merge(\nb,\nc)}\"\n", "a = (merge(\n  b,\nc))\n"),
        ("a = \"${(\nb\n)}\"\n", "a = (\n  b\n)\n"),
        ("a = \"${f(\"${b}\")}\"\n", "a = f(\"${b}\")\n"),
        ("x {\n a = \"${b ? c : d}\"\n}\n", "x {\n  a = b ? c : d\n}\n"),
        ("a = \"${{b=1}}\"\n", "a = { b = 1 }\n"),
    ] {
        check(text, expected);
    }
}

/// Where `terraform fmt` would lose a comment, need a second run, or keep blanks that nobody sees.
#[test]
fn ours() {
    for (text, expected) in [
        ("x y /* c */ z {}\n", "x \"y\" /* c */ \"z\" {}\n"),
        ("a = \"${b /* c */}\"\n", "a = \"${b /* c */}\"\n"),
        ("a = \"${\"${\"${b}\"}\"}\"\n", "a = b\n"),
        ("a = \"${(b) +\n(c)}\"\n", "a = ((b) +\n(c))\n"),
        ("variable \"x\" {\n  type = list\n}\n", "variable \"x\" {\n  type = list\n}\n"),
        ("a = 1\n  ", "a = 1\n"),
        ("\u{feff}a=1\n", "a = 1\n"),
    ] {
        check(text, expected);
    }
}

#[test]
fn what_cannot_be_read_is_told_and_left_alone() {
    let told = |text: &[u8]| match format(&Source { name: "a.hcl".into(), text: text.to_vec() }) {
        Err(Unformatted::Problems(problems)) => {
            problems.into_iter().map(|problem| problem.code).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(told(b"a = \n\nqueue \"b\" {\n"), ["spec/missing-value", "spec/unclosed"]);
    assert_eq!(told(b"a = 1\nx {}\na = 2\n"), ["spec/duplicate-attribute"]);
    assert_eq!(told(b"\xff"), ["spec/not-text"]);
}

#[test]
fn a_change_of_meaning_is_seen() {
    let body = |text: &str| parser::parse_body(text).unwrap();
    for (one, other, same) in [
        ("a = [1 ,2 ]\n", "a=[1,2]\n", true),
        ("x y {}\n", "x \"y\" {}\n", true),
        ("a = \"${b}\"\n", "a = (b)\n", true),
        ("a = { (f( b )) = f( c ) }\n", "a = { (f(b)) = f(c) }\n", true),
        ("a = \"%{ if b }c%{ else }d%{ endif }\"\n", "a = \"%{if b}c%{else}d%{endif}\"\n", true),
        ("a = \"%{ for b in c }d%{ endfor }\"\n", "a = \"%{for b in c}d%{endfor}\"\n", true),
        ("a = [1, 2]\n", "a = [1, 3]\n", false),
        ("a = \" x\"\n", "a = \"x\"\n", false),
        ("a = [\"${b}\"]\n", "a = [b]\n", false),
        ("a = <<E\n x\nE\n", "a = <<E\nx\nE\n", false),
        ("x \"y\" {}\n", "x \"z\" {}\n", false),
        ("a = 1\nb = 2\n", "b = 2\na = 1\n", false),
    ] {
        assert_eq!(meaning::same(body(one), body(other)), same, "{one} {other}");
    }
    for (before, after, same) in [
        ("a =1 # c\n", "a = 1 # c\n", true),
        ("a =1 # c\n", "a = 1\n", false),
        ("a =\" x\"\n", "a = \"x\"\n", false),
        ("a =1\n", "a = \n", false),
    ] {
        let outcome = checked(body(before), before, after.to_owned());
        assert_eq!(outcome.is_ok(), same, "{before} {after}");
    }
}
