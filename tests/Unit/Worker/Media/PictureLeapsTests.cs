using Platform.Worker.Media;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Media;

public sealed class PictureLeapsTests
{
    [Fact]
    public void Stored_jumps_give_the_same_times_as_a_list_of_all_chunks()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var leaps = new PictureLeaps();
            List<(double Sound, double Ahead)> chunks = [];
            var (sound, picture) = (0d, random.Next(3) * random.NextDouble() * 3);
            for (var i = random.Next(1, 60); i > 0; i--)
            {
                chunks.Add((sound, picture - sound));
                leaps.Add(sound, picture - sound);
                sound += random.NextDouble();
                picture += random.Next(6) switch { 0 => random.NextDouble() * 6, 1 => 0, 2 => random.NextDouble() * 2, _ => random.NextDouble() };
            }

            var steps = leaps.Steps(0.04, sound);

            var expected = Steps(chunks, 0.04, sound);
            steps.Select(step => step.From).ShouldBe(expected.Select(step => step.From), $"{seed}");
            steps.Select(step => step.Later).ShouldBe(expected.Select(step => step.Later), tolerance: 1e-9, $"{seed}");
        }
    }

    /// <summary>The same gaps by looking at each chunk and all after it.</summary>
    private static List<ClockStep> Steps(List<(double Sound, double Ahead)> chunks, double picture, double total)
    {
        List<ClockStep> steps = [];
        var (later, before) = (0d, picture / 2);
        for (var i = 0; i < chunks.Count; i++)
        {
            var least = chunks.Skip(i).Min(chunk => chunk.Ahead);
            var previous = i == 0 ? before : chunks[i - 1].Ahead;
            if (total - chunks[i].Sound >= 1.5 && least - previous > 1.5)
            {
                later += least - (previous - before < 0.2 ? before : previous);
                before = least;
                steps.Add(new ClockStep(chunks[i].Sound, later));
            }
            else if (i == 0)
            {
                before = least;
            }
        }

        return steps;
    }
}
