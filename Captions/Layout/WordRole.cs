namespace Platform.Captions.Layout;

/// <summary>What a word says about breaks beside it.</summary>
[Flags]
internal enum WordRole
{
    None = 0,

    /// <summary>Belongs to the noun that follows: there is no break after it.</summary>
    Article = 1,

    /// <summary>Joins clauses: a good place to break before, a bad one after.</summary>
    Conjunction = 2,

    /// <summary>Begins a phrase: a good place to break before, a bad one after.</summary>
    Preposition = 4,

    /// <summary>Belongs to what follows, such as a possessive, an auxiliary or a negation: a bad place to break after.</summary>
    Leading = 8,

    /// <summary>Stands for a person or thing: no name, though it may have a capital.</summary>
    Pronoun = 16,
}
