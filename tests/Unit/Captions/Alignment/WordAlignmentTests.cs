using FsCheck;
using FsCheck.Fluent;
using Platform.Captions.Alignment;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Alignment;

public sealed class WordAlignmentTests
{
    private static readonly Gen<string[]> s_words = Gen.Elements("a", "b", "c", "d").ArrayOf();

    [Theory]
    [InlineData("a b c", "a b c", "0 1 2")]
    [InlineData("a b c", "a x c", "0 1 2")]
    [InlineData("a b c", "a c", "0 2")]
    [InlineData("a c", "a b c", "0 -1 1")]
    [InlineData("", "a b", "-1 -1")]
    [InlineData("a b", "", "")]
    public void Words_are_found_replaced_left_out_and_added(string known, string words, string expected) =>
        string.Join(' ', WordAlignment.Align(Split(known), Split(words))!).ShouldBe(expected);

    [Fact]
    public void The_cost_is_the_least_there_is_and_places_grow() =>
        Prop.ForAll(s_words.ToArbitrary(), s_words.ToArbitrary(), (known, words) =>
        {
            var places = WordAlignment.Align(known, words)!;
            var found = places.Where(place => place >= 0).ToArray();
            found.ShouldBe(found.Distinct().Order());
            var replaced = Enumerable.Range(0, words.Length).Count(i => places[i] >= 0 && known[places[i]] != words[i]);
            (((known.Length - found.Length) * 2) + ((words.Length - found.Length) * 2) + (replaced * 3)).ShouldBe(Cost(known, words));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Texts_that_would_take_too_much_memory_are_not_aligned()
    {
        string[] few = ["a"];
        WordAlignment.Align([.. Enumerable.Repeat("a", 100_000)], few).ShouldBeNull();
        WordAlignment.Align([.. Enumerable.Repeat("a", 9_000)], [.. Enumerable.Repeat("a", 9_100)])!.Count(place => place >= 0).ShouldBe(9_000);
    }

    // By another way than the product's: the whole table.
    private static int Cost(string[] known, string[] words)
    {
        var costs = new int[known.Length + 1, words.Length + 1];
        for (var i = 0; i <= known.Length; i++)
        {
            for (var j = 0; j <= words.Length; j++)
            {
                costs[i, j] = i == 0 ? j * 2
                    : j == 0 ? i * 2
                    : Math.Min(Math.Min(costs[i - 1, j], costs[i, j - 1]) + 2, costs[i - 1, j - 1] + (known[i - 1] == words[j - 1] ? 0 : 3));
            }
        }

        return costs[known.Length, words.Length];
    }

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
