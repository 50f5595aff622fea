using System.Text;
using Platform.Contracts.Recognition;
using Platform.Worker.Recognition;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Recognition;

public sealed class SoundToRecogniseTests
{
    [Fact]
    public void Terms_are_joined_up_to_the_maximum_length()
    {
        new RecognitionWish([]).Prompt(100).ShouldBeNull();
        new RecognitionWish([" ", "Aspire", " Kestrel "]).Prompt(100).ShouldBe("Kestrel, Aspire.");
        new RecognitionWish([.. Enumerable.Repeat("Kestrel", 200)]).Prompt(100)!.Length.ShouldBeInRange(90, 100);
    }

    [Fact]
    public void When_not_all_terms_fit_the_first_ones_come_last()
    {
        string[] terms = [.. Enumerable.Range(0, 200).Select(i => $"พลับพลา{i}")];
        var prompt = new RecognitionWish(terms).Prompt(ProtocolLimits.MaxPrompt)!;
        prompt.ShouldEndWith(", พลับพลา1, พลับพลา0.");
        Encoding.UTF8.GetByteCount(prompt).ShouldBeInRange(ProtocolLimits.MaxPrompt - 30, ProtocolLimits.MaxPrompt);
    }
}
