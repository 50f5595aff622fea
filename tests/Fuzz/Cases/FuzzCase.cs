using Platform.Fuzz.Inputs;
using Platform.Fuzz.Wire;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Cases;

/// <summary>By which rules an answer is judged.</summary>
internal enum Surface
{
    Api,
    GraphQl,
    Page,
}

/// <summary>One request that can be made, as often as one likes.</summary>
internal abstract class FuzzCase(string operation, string what)
{
    /// <summary>What is asked for.</summary>
    public string Operation { get; } = operation;

    /// <summary>What is wrong with it.</summary>
    public string What { get; } = what;

    /// <summary>Whether nothing is wrong with it.</summary>
    public virtual bool IsRight => false;

    /// <summary>Whether a body is sent with it.</summary>
    public virtual bool HasBody => false;

    public override string ToString() => $"{Operation}: {What}";

    /// <summary>Makes what the request names, and the request.</summary>
    /// <param name="scene">What there is.</param>
    /// <param name="lane">Which of the callers makes it.</param>
    /// <param name="dice">The chance in it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task<Prepared> PrepareAsync(Scene scene, int lane, Dice dice, CancellationToken cancellationToken);
}

/// <summary>A request that may be sent now.</summary>
/// <param name="Request">The request.</param>
/// <param name="Surface">How its answer is judged.</param>
internal sealed record Prepared(WireRequest Request, Surface Surface)
{
    /// <summary>Looks for what was accepted; says what is wrong, or null.</summary>
    public Func<WireAnswer, CancellationToken, Task<string?>> ReadBack { get; init; } = static (_, _) => Task.FromResult<string?>(null);

    /// <summary>Told of the answer.</summary>
    public Func<WireAnswer, CancellationToken, Task> Answered { get; init; } = static (_, _) => Task.CompletedTask;
}
