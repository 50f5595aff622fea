using Platform.Frontend.Elements;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Elements;

public sealed class PagesTests
{
    [Fact]
    public void Paging_goes_forward_by_cursor_and_back_to_the_first_page()
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
    public void A_double_click_moves_one_page()
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
    public async Task An_emptied_page_returns_to_the_first_unless_the_user_has_moved_on()
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

    [Fact]
    public void A_stored_position_is_restored()
    {
        var pages = new Pages();
        pages.Write().ShouldBeNull();
        foreach (var cursor in "abcdefg")
        {
            pages.Read(cursor.ToString());
            pages.Forward();
            if (cursor == 'b')
            {
                pages.Write().ShouldBe("3.a.b");
            }
        }

        pages.Write().ShouldBe("8.c.d.e.f.g");
        var found = new Pages();
        found.Go(pages.Write());
        (found.Cursor, found.Number, found.Write()).ShouldBe(("g", 8, "8.c.d.e.f.g"));
        for (var number = 7; number >= 4; number--)
        {
            found.Back().ShouldBeTrue();
            found.Number.ShouldBe(number);
        }

        found.Cursor.ShouldBe("c");
        found.Back().ShouldBeTrue();
        (found.Cursor, found.Number, found.IsFirst).ShouldBe((null, 1, true), "where the third begins was not written down");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("a.b")]
    [InlineData("1.b")]
    [InlineData("2.b.c")]
    [InlineData("-2.b")]
    [InlineData("2.")]
    [InlineData("9.a.b.c.d.e.f")]
    [InlineData("99999999999.a")]
    public void An_invalid_position_is_the_first_page(string? place)
    {
        var pages = new Pages();
        pages.Read("b");
        pages.Forward();
        pages.Go(place);
        (pages.Cursor, pages.Number).ShouldBe((null, 1));
    }
}
