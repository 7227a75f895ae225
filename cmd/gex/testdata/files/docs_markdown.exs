# Markdown of all kinds, with colours and without.
inputs = [
  "# T\n\nhello\nworld", "## H2 *x*\ntext", "### H3\n#### H4\n##### H5\n####### H7", "para one `code` **bold** __under__ *it* _em_ ***x***\n\nsecond",
"* a\n* b\n  * c\n    more\n* d\n\n  para in d\n\nafter", "1. one\n2. two\n   cont\n10. ten", "- a\n+ b\n* c", "  * a\n  * b\n    c\n\n    d\n\ntext",
"    code\n      more\n\n    after\ntext", "```elixir\nx = 1\n  y\n```\nafter", "~~~\nfoo\n~~~", "> quote\n> more\n>\n> * list\n\nx", ">q2\nlazy",
"[link](http://x.y) and [ref][1] and [other] <http://auto.link> ![img](a.png)\n\n[1]: http://ref.x\n", "a | b\n-- | --\n1 | 2\nlonger cell | `x`", "| a | b |\n|:--|--:|\n| 1 | *2* |",
"---\n\n***\n\n___", "hard  \nbreak", "a\\*b \\_c\\_ `d*e*f` snake_case_name *a*b*c*", "<!-- comment -->\ntext <!-- in --> more", "<div>html</div>", String.duplicate("word ", 40), "* " <> String.duplicate("word ", 40) <> "\n  * " <> String.duplicate("word ", 40), "> " <> String.duplicate("word ", 40), "`" <> String.duplicate("x", 100) <> "` tail", "text\n* list right after\ntext lazy", "Setext\n======\n\nSub\n---\n", "text\n\n\n\n\nmore", "> #### Title {: .warning}\n>\n> body", "text {: .class}\n{: #id}", "* a\n\n* b\n\n* c", "1. a\n   * b\n   * c\n2. d", "    iex> 1\n    2\n", "  * `a` - b\n  * `:c` - d", "", "\n", "```\nunclosed", "**unclosed *x", "&amp; &lt; é 日本", "#NoSpace", "a  b   c", "\ttab", "* a\n\n      code in list\n\n* b","* a\n  ```\n  code\n  ```\n* b", "![a](b)", "[a](b \"title\")", "[`Enum`](`Enum`) and [x](`m:Enum`) `t:foo/0`",
  "a *b c* d* e", "*a b*. (*x*) \"*y*\" '*z*' x*y* *y*x", "_a_b _a b_ a_b_ __a b__c **a**b x**y** **a b**.", "`a``b` ``x ` y`` `a *b* c` `x", "\\` \\# \\a \\\\ \\[x\\] \\<", "* *a* b", "text\n    indented after", "text\n  two", "* a\n# H", "* a\n```\nx\n```\ny", "* a\n> q", "* a\nb\n\nc", "  1) a\n  2) b", "1.a", "1.  a", "*  a\n   b", "* a\n* b\n\ntext\n* c", "  text\n    deep", "a\n<!-- x\ny -->\nb", "a | b\nno sep", "x\n\na | b | c\n:-: | - | -\n1 | 2 | 3\n\nafter", "[a]\n[b](x)(y) [c](d(e)) [f] (g) [h]: i", "[h]: i\n[j]: k\ntext", "text\n[h]: i", "* [h]: i", "> a\nb\n> c", ">a", "> `x` *y*", "> [a](b)", "#\n# \n#  x  ", "```\n\nx\n\n```", "   ```\n   x\n   ```", "    a\n\n\n    b\n\n\n\nx", "* a\n\n\n\n* b", "a\n***\nb", "- - a", "-", "* ", "**b**: x\n`c`: y", "*a\nb* c", "**a b c d e f g h i j k l m n o p q r s t u v w x y z** z", "a.b*c* !*d* @*e* /*f*/ ~*g* ,*h*, ;*i*; é*j*é", "http://x_y_z.com/a_b_ x", "x `a_b_c` *`d`* **`e`** `*f*`", "| a |\n|---|\n| 1 |", "|a|b|\n|---|---|\n|x \\| y|z|", "a|b\n-|-\n`x|y`|z","+ a\n  + b\n    + c\n      + d\n        + e", "1. a\n\n   text\n\n2. b", "* a\n  1. b\n  2. c\n     * d", "99999. a\nb", "x\ty", "nbsp\u00a0here", "日本語 日本語 日本語 日本語 日本語 日本語 日本語 日本語", "a <b> c </b> <br/>", "***", "* * *", "* a\n * b\n  * c", "  * a\n * b\n* c", "* a\n    * b\n        * c\n  text", "* a\n\n  b\n\n  c\n* d", "* a\n    code?\n\n        code!\n\n  b","> a\n\n> b", "  > a", "* > a", "a\n\n   b\n\n  c", "*a*", "_a_, *b*; **c**! `d`.", "(`a`) [`b`] {`c`}", "a`b`c", "``", "`` `a` ``", "****", "** a **", "* a\n\n   b", "1. a\n2. b\n\n   c\n\n      d", "a\r\nb", "Link [a\nb](c) d",
  "\\a \\\\a `\\a \\\\a`", "* `\\a \\\\a`", "* x\n\n  `\\a` \\a", "> `\\a \\\\a`", "**a\\*b** *\\a* **`\\a`**", "*a\\*", "a\\", "`a\\",
  "* a\n\n* b\n* c", "* a\n  * b\n\n  * c\n\n* d", "  * a\n\n    x\n\n  * b", "1. a\n\n1. b\n\n* c", "10. " <> String.duplicate("a ", 40),
  "  [0]: http://a.b\n", "> a\n>", "```mermaid\na\n```\nb", "**A** | b\n-- | --\n`x \\| y` | z"
]

for enabled <- [false, true], width <- [80, 40], {text, i} <- Enum.with_index(inputs) do
  IO.puts("--- #{i} #{enabled} #{width}")
  IO.ANSI.Docs.print(text, "text/markdown", enabled: enabled, width: width)
end

for enabled <- [false, true] do
  options = [enabled: enabled, width: 30]
  IO.ANSI.Docs.print_headings(["one", "another one"], options)
  IO.ANSI.Docs.print_metadata(%{since: "1.0", deprecated: "x", guard: true, delegate_to: {Enum, :map, 2}, other: 1}, options)
  IO.ANSI.Docs.print_metadata(%{}, options)
  IO.ANSI.Docs.print("x", "text/plain", options)
end
