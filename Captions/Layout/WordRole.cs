namespace Platform.Captions.Layout;

/// <summary>Describes the effect of a word on breaks beside it.</summary>
[Flags]
internal enum WordRole
{
    None = 0,

    /// <summary>Belongs to the following noun: no break after it.</summary>
    Article = 1,

    /// <summary>Joins clauses: break before it rather than after it.</summary>
    Conjunction = 2,

    /// <summary>Starts a phrase: break before it rather than after it.</summary>
    Preposition = 4,

    /// <summary>Belongs to the following word, such as a possessive, an auxiliary or a negation: avoid a break after it.</summary>
    Leading = 8,

    /// <summary>Represents a person or thing: not a name, even with a capital.</summary>
    Pronoun = 16,

    /// <summary>Belongs to the preceding word, such as a particle: no break before it.</summary>
    Trailing = 32,
}
