use Foo
