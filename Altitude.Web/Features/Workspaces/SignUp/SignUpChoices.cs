using Altitude.Domain;

namespace Altitude.Web.Features.Workspaces.SignUp;

/// <summary>A country that companies sign up from: how its money, dates and phone numbers are written.</summary>
/// <param name="Code">ISO 3166: "US".</param>
public sealed record SignUpCountry(string Code, string Name, string Culture, string Currency);

/// <summary>A time zone as people call it.</summary>
public sealed record SignUpZone(string Id, string Name);

/// <summary>What the sign-up form offers to choose among. Settings take more: nothing here binds.</summary>
public static class SignUpChoices
{
    /// <summary>Texts are English, so these are the countries whose English is known to the platform; another one writes as the first does.</summary>
    public static readonly IReadOnlyList<SignUpCountry> Countries =
    [
        new("US", "United States", "en-US", "USD"),
        new("AU", "Australia", "en-AU", "AUD"),
        new("CA", "Canada", "en-CA", "CAD"),
        new("IE", "Ireland", "en-IE", "EUR"),
        new("NZ", "New Zealand", "en-NZ", "NZD"),
        new("ZA", "South Africa", "en-ZA", "ZAR"),
        new("GB", "United Kingdom", "en-GB", "GBP"),
    ];

    public static readonly IReadOnlyList<string> Currencies = ["USD", "AUD", "CAD", "CHF", "EUR", "GBP", "NZD", "ZAR"];

    public static readonly IReadOnlyList<(string Region, SignUpZone[] Zones)> Zones =
    [
        (
            "United States",
            [
                new("America/New_York", "Eastern Time, New York"),
                new("America/Chicago", "Central Time, Chicago"),
                new("America/Denver", "Mountain Time, Denver"),
                new("America/Phoenix", "Arizona, Phoenix"),
                new("America/Los_Angeles", "Pacific Time, Los Angeles"),
                new("America/Anchorage", "Alaska, Anchorage"),
                new("Pacific/Honolulu", "Hawaii, Honolulu"),
            ]
        ),
        (
            "Canada",
            [
                new("America/St_Johns", "Newfoundland, St. John's"),
                new("America/Halifax", "Atlantic Time, Halifax"),
                new("America/Toronto", "Eastern Time, Toronto"),
                new("America/Winnipeg", "Central Time, Winnipeg"),
                new("America/Regina", "Saskatchewan, Regina"),
                new("America/Edmonton", "Mountain Time, Edmonton"),
                new("America/Vancouver", "Pacific Time, Vancouver"),
            ]
        ),
        (
            "Europe",
            [
                new("Europe/London", "London"),
                new("Europe/Dublin", "Dublin"),
                new("Europe/Lisbon", "Lisbon"),
                new("Europe/Berlin", "Berlin, Paris, Madrid, Rome"),
                new("Europe/Zurich", "Zurich"),
                new("Europe/Athens", "Athens, Helsinki"),
            ]
        ),
        (
            "Australia and New Zealand",
            [
                new("Australia/Sydney", "Sydney, Melbourne"),
                new("Australia/Brisbane", "Brisbane"),
                new("Australia/Adelaide", "Adelaide"),
                new("Australia/Darwin", "Darwin"),
                new("Australia/Perth", "Perth"),
                new("Pacific/Auckland", "Auckland"),
            ]
        ),
        ("Africa", [new("Africa/Johannesburg", "Johannesburg")]),
    ];

    public static SignUpCountry? Country(string? code) => Countries.FirstOrDefault(c => c.Code == code);
}

/// <summary>What somebody writes who signs a company up.</summary>
/// <param name="Currency">Empty: the country's own.</param>
/// <param name="Trade">Key of a starter price book; empty: they begin with none.</param>
public sealed record SignUpForm(string Company, string Name, string Email, string Phone, string Country, string Currency, string Zone, string Trade)
{
    /// <summary>All that is to be mended, in the form's order.</summary>
    public IReadOnlyList<RuleViolation> Problems()
    {
        List<RuleViolation> problems = [];
        void Unless(bool holds, string rule, string message)
        {
            if (!holds)
            {
                problems.Add(new RuleViolation(rule, message));
            }
        }

        Unless(PlainText.IsFilled(Name, 200), SignUpRules.Name, "Write your name, at most 200 characters.");
        Unless(!IsAddress(Name), SignUpRules.Name, "Write your name without a web address.");
        Unless(
            Domain.Workspaces.StaffInvitation.ProblemOf(Email) is null,
            SignUpRules.Email,
            "Write an e-mail address, such as sam@example.com. We send a link there."
        );
        Unless(PlainText.IsFilled(Company, 120), SignUpRules.Company, "Write the company's name, at most 120 characters.");
        Unless(!IsAddress(Company), SignUpRules.Company, "Write the company's name without a web address.");
        Unless(Trade.Length == 0 || StarterPrices.Find(Trade) is not null, SignUpRules.Trade, "Choose what you do from the list, or something else.");
        Unless(PlainText.Fits(Phone, 40), SignUpRules.Phone, "A phone number has at most 40 characters.");
        Unless(SignUpChoices.Country(Country) is not null, SignUpRules.Country, "Choose a country from the list.");
        Unless(
            Currency.Length == 0 || SignUpChoices.Currencies.Contains(Currency),
            SignUpRules.Currency,
            "Choose a currency from the list, or the country's own."
        );
        Unless(
            SignUpChoices.Zones.Any(r => r.Zones.Any(z => z.Id == Zone)),
            SignUpRules.Zone,
            "Choose your time zone. Visits and the ends of estimates are told in it."
        );
        return problems;
    }

    /// <summary>A mail goes to whoever is named: it must not carry a stranger's link there.</summary>
    private static bool IsAddress(string text) =>
        text.Contains("://", StringComparison.Ordinal) || text.Contains("www.", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Rule codes of signing up.</summary>
public static class SignUpRules
{
    public const string Company = "sign-up.company";
    public const string Name = "sign-up.name";
    public const string Email = "sign-up.email";
    public const string Phone = "sign-up.phone";
    public const string Country = "sign-up.country";
    public const string Currency = "sign-up.currency";
    public const string Zone = "sign-up.zone";
    public const string Trade = "sign-up.trade";

    /// <summary>This installation takes no new companies.</summary>
    public const string Off = "sign-up.off";
}
