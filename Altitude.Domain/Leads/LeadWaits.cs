namespace Altitude.Domain.Leads;

/// <summary>Nobody came back to a request, or the day on which somebody meant to is here; the office is told.</summary>
/// <param name="IsItsDay">Somebody had set this day; else it was never looked after.</param>
public sealed record LeadWaits(Id<Lead> Lead, string Number, string Name, bool IsItsDay) : DomainEvent(LeadWaits.Waiting, Lead.Value)
{
    public const string Waiting = "lead.waiting";

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>
        {
            ["number"] = Number,
            ["name"] = Name,
            ["day"] = IsItsDay ? "yes" : "no",
        };
}
