Foo.bar.baz
