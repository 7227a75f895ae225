alias Foo, as: foo
