using Platform.Fuzz.Drafts;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Mutations;

/// <summary>Makes a value invalid.</summary>
/// <param name="Name">The resulting error.</param>
/// <param name="Apply">Changes the value.</param>
internal sealed record Mutation(string Name, Action<SpotTarget, Dice> Apply);

/// <summary>Makes a part of the request other than a value invalid: the method, the address, headers, the form of the body.</summary>
/// <param name="Name">The resulting error.</param>
/// <param name="Apply">Changes the request.</param>
internal sealed record RequestMutation(string Name, Action<Draft, Dice> Apply);
