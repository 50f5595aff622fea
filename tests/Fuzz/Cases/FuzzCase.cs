using Platform.Fuzz.Inputs;
using Platform.Fuzz.Wire;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Cases;

/// <summary>Determines the rules by which an answer is judged.</summary>
internal enum Surface
{
    Api,
    GraphQl,
    Page,
}

/// <summary>Represents one kind of request, which can be sent any number of times.</summary>
internal abstract class FuzzCase(string operation, string what)
{
    /// <summary>The operation of the request.</summary>
    public string Operation { get; } = operation;

    /// <summary>The error in the request.</summary>
    public string What { get; } = what;

    /// <summary>Whether the request is valid.</summary>
    public virtual bool IsRight => false;

    /// <summary>Whether the request has a body.</summary>
    public virtual bool HasBody => false;

    public override string ToString() => $"{Operation}: {What}";

    /// <summary>Creates the request and what it refers to.</summary>
    /// <param name="scene">The accounts and objects of the run.</param>
    /// <param name="lane">The index of the caller that sends it.</param>
    /// <param name="dice">The random choices.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public abstract Task<Prepared> PrepareAsync(Scene scene, int lane, Dice dice, CancellationToken cancellationToken);
}

/// <summary>A request that is ready to be sent.</summary>
/// <param name="Request">The request.</param>
/// <param name="Surface">The rules by which its answer is judged.</param>
internal sealed record Prepared(WireRequest Request, Surface Surface)
{
    /// <summary>Reads back what was accepted; returns what is wrong, or null.</summary>
    public Func<WireAnswer, CancellationToken, Task<string?>> ReadBack { get; init; } = static (_, _) => Task.FromResult<string?>(null);

    /// <summary>Called with the answer.</summary>
    public Func<WireAnswer, CancellationToken, Task> Answered { get; init; } = static (_, _) => Task.CompletedTask;
}
