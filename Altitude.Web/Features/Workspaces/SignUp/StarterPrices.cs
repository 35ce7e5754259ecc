using System.Text.Json;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Workspaces.SignUp;

/// <summary>What companies of a trade begin with: entries of the price book to change to their own, and one estimate to begin others from.</summary>
/// <param name="Key">As the form sends it: "plumbing".</param>
public sealed record StarterTrade(string Key, string Name, StarterTemplate Template, IReadOnlyList<StarterItem> Items);

/// <param name="Lines">Names of items, each once.</param>
public sealed record StarterTemplate(string Title, IReadOnlyList<string> Lines);

/// <param name="Price">Whole units of the company's currency: a figure to replace, not an offer.</param>
public sealed record StarterItem(string Category, string Name, long Price, string Unit = "", bool Taxed = false);

/// <summary>The trades that there is a starter price book for, read once from the program itself.</summary>
public static class StarterPrices
{
    /// <summary>How long an estimate would stand that is begun from the template; each decides anew.</summary>
    private const int DaysValid = 30;

    public static IReadOnlyList<StarterTrade> All { get; } = Read();

    public static StarterTrade? Find(string? key) => All.FirstOrDefault(t => t.Key == key);

    public static IEnumerable<PriceItem> ItemsOf(StarterTrade trade, Workspace company) =>
        trade.Items.Select(i => PriceItem.Add(Id<PriceItem>.New(), company.Id, EntryOf(i, company.Currency)));

    public static EstimateTemplate TemplateOf(StarterTrade trade, Workspace company, DateTimeOffset now) =>
        EstimateTemplate.Keep(
            Id<EstimateTemplate>.New(),
            company.Id,
            trade.Template.Title,
            new EstimateContent(
                trade.Template.Title,
                company.Currency,
                [
                    .. trade
                        .Template.Lines.Select(name => trade.Items.Single(i => i.Name == name))
                        .Select((i, at) => LineOf(i, $"line-{at + 1}", company.Currency)),
                ],
                Discount.None,
                Tax: null,
                DepositTerms.None,
                company.DayOf(now).AddDays(DaysValid),
                Terms: "",
                Notes: ""
            ),
            now
        );

    private static PriceEntry EntryOf(StarterItem item, Currency currency) =>
        new(item.Name, "", item.Unit, new Money(item.Price * currency.MinorPerMajor, currency), item.Taxed, item.Category);

    private static LineItem LineOf(StarterItem item, string key, Currency currency) =>
        new(key, item.Name, 1, item.Unit, item.Price * currency.MinorPerMajor, item.Taxed, Discount.None, IsOptional: false);

    private static StarterTrade[] Read()
    {
        using var stream = typeof(StarterPrices).Assembly.GetManifestResourceStream(typeof(StarterPrices), "starter-prices.json")!; // Embedded.
        return JsonSerializer.Deserialize<StarterTrade[]>(stream, JsonSerializerOptions.Web)!; // A list.
    }
}
