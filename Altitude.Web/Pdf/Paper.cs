using Altitude.Domain.Workspaces;

namespace Altitude.Web.Pdf;

/// <summary>A document that a company gives to a customer, all of it in words: what it says is decided elsewhere, how it is set here.</summary>
/// <param name="Name">Its file's name without an ending, and its title: "INV-2044".</param>
/// <param name="Language">Of its words: "en-US".</param>
/// <param name="Company">The company's name.</param>
/// <param name="CompanyLines">Below it: address, phone.</param>
/// <param name="Heading">"Invoice INV-2044".</param>
/// <param name="State">"Paid"; empty: nothing to say.</param>
/// <param name="Receiver">Whom it is for, line by line.</param>
/// <param name="Facts">Dates and references beside the receiver.</param>
/// <param name="Intro">What it is for.</param>
/// <param name="Columns">Four headings: item, quantity, price, amount.</param>
/// <param name="Sums">Below the lines; what is strong stands out.</param>
/// <param name="Texts">Paragraphs with their headings, after the sums.</param>
/// <param name="Link">Where it is found online; null: nowhere.</param>
/// <param name="PageOf">"Page 1 of 2", of the page's number and how many there are.</param>
/// <param name="IsLetter">On paper of 8.5 by 11 inches instead of A4.</param>
/// <param name="At">UTC; when it was made.</param>
public sealed record Paper(
    string Name,
    string Language,
    BrandColor Bar,
    string Company,
    IReadOnlyList<string> CompanyLines,
    string Heading,
    string State,
    string ReceiverLabel,
    IReadOnlyList<string> Receiver,
    IReadOnlyList<PaperFact> Facts,
    string Intro,
    IReadOnlyList<string> Columns,
    IReadOnlyList<PaperLine> Lines,
    IReadOnlyList<PaperSum> Sums,
    IReadOnlyList<PaperText> Texts,
    PaperLink? Link,
    Func<int, int, string> PageOf,
    bool IsLetter,
    DateTimeOffset At
);

/// <summary>One date or reference.</summary>
public sealed record PaperFact(string Label, string Value);

/// <summary>One line of the table.</summary>
/// <param name="Note">Below the item, smaller; empty: nothing.</param>
public sealed record PaperLine(string Item, string Note, string Quantity, string Price, string Amount);

/// <summary>One figure below the table.</summary>
public sealed record PaperSum(string Label, string Amount, bool IsStrong = false);

/// <summary>A paragraph, or several, under a heading.</summary>
public sealed record PaperText(string Heading, string Text);

/// <summary>An address that opens when it is pressed.</summary>
public sealed record PaperLink(string Words, string Address);
