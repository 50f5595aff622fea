using Platform.Frontend.Elements;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend;

public sealed class PagesTests
{
    [Fact]
    public void Pages_go_forward_by_what_each_tells_and_back_to_the_first()
    {
        var pages = new Pages();
        pages.Read("b");
        pages.Forward().ShouldBeTrue();
        (pages.Cursor, pages.Number, pages.IsFirst).ShouldBe(("b", 2, false));
        pages.Read("c");
        pages.Forward().ShouldBeTrue();
        pages.Cursor.ShouldBe("c");
        pages.Back().ShouldBeTrue();
        pages.Back().ShouldBeTrue();
        (pages.Cursor, pages.Number, pages.IsFirst).ShouldBe((null, 1, true));
    }

    [Fact]
    public void Who_presses_twice_moves_once()
    {
        var pages = new Pages();
        pages.Read("b");
        pages.Forward();
        pages.Forward().ShouldBeFalse("the second page is not read yet");
        pages.Back().ShouldBeTrue();
        pages.Back().ShouldBeFalse("this is the first");
        (pages.Number, pages.IsLast).ShouldBe((1, false), "the way forward stays open");
        pages.Forward().ShouldBeTrue();
        pages.Cursor.ShouldBe("b");
    }

    [Fact]
    public async Task Who_is_on_a_page_that_empties_gets_the_first_unless_they_have_moved_on()
    {
        var pages = new Pages();
        pages.Read("b");
        pages.Forward();
        (await pages.FetchAsync(cursor => Task.FromResult(cursor ?? ""), page => page == "b" ? 0 : 1)).ShouldBe("");
        pages.IsFirst.ShouldBeTrue();

        pages.Read("b");
        pages.Forward();
        pages.Read("c");
        (await pages.FetchAsync(
            cursor =>
            {
                pages.Forward();
                return Task.FromResult(cursor);
            },
            _ => 0)).ShouldBe("b");
        pages.Cursor.ShouldBe("c");
    }
}
