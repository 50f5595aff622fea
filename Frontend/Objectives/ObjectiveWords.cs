using Platform.Contracts.PublicApi;
using Platform.Frontend.Charts;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Objectives;

/// <summary>Says what an objective promises, how its budget is, and what that asks for.</summary>
internal static class ObjectiveWords
{
    /// <summary>Returns what an objective promises, in the page's language where the file has it.</summary>
    public static string TitleOf(ObjectiveResponse objective) =>
        objective.Titles.GetValueOrDefault(PageLanguage.Current.Tag) ?? objective.Titles.GetValueOrDefault(PageLanguage.English.Tag) ?? objective.Name;

    /// <summary>Returns the word for a state.</summary>
    public static string StateOf(string state) => state switch
    {
        "ok" => Words.BudgetStateOk,
        "low" => Words.BudgetStateLow,
        "burning" => Words.BudgetStateBurning,
        "spent" => Words.BudgetStateSpent,
        _ => Words.BudgetStateNoData,
    };

    /// <summary>Returns what people should do now; null for nothing.</summary>
    public static string? AdviceOf(string state) => state switch
    {
        "low" => Words.BudgetAdviceLow,
        "burning" => Words.BudgetAdviceBurning,
        "spent" => Words.BudgetAdviceSpent,
        "no_data" => Words.BudgetAdviceNoData,
        _ => null,
    };

    /// <summary>Formats a share; a dash where there is none.</summary>
    public static string Share(double? share) => Units.Format(share ?? double.NaN, "percentunit");

    /// <summary>Formats a number; a dash where there is none.</summary>
    public static string Number(double? number) => Units.Format(number ?? double.NaN, "short");
}
