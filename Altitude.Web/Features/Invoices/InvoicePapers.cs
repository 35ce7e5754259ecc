using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Hosting;
using Altitude.Web.Pdf;

namespace Altitude.Web.Features.Invoices;

/// <summary>Says an invoice as a document, in the company's language.</summary>
public static class InvoicePapers
{
    public static Paper Of(InvoiceDocument invoice, PublicAddress site)
    {
        var (company, content, words) = (invoice.Company, invoice.Content, invoice.Company.Words);
        var texts = new InvoiceTexts(company.Culture);
        return new Paper(
            invoice.Number,
            company.Culture.Name,
            company.Brand.Primary,
            company.Name,
            [.. new[] { company.Company.Address, company.Company.Phone, company.Company.Email }.Where(l => l is { Length: > 0 }).Select(l => l!)],
            texts.Invoice(invoice.Number),
            StateNames.Of(invoice.Status, company.Culture),
            texts.BilledTo,
            [.. new[] { invoice.Customer, invoice.Place }.OfType<string>()],
            [
                new PaperFact(texts.Issued, words.Day(invoice.IssuedOn)),
                new PaperFact(texts.Due, words.Day(invoice.DueOn)),
                .. invoice.JobNumber is { } job ? [new PaperFact(texts.Job, job)] : Array.Empty<PaperFact>(),
            ],
            content.Title,
            [texts.Item, texts.Quantity, texts.Price, texts.Amount],
            [.. content.Lines.Select(l => LineOf(l, content.Currency, words, texts))],
            [.. SumsOf(invoice, texts)],
            [
                .. new[] { new PaperText(texts.WhatWeDid, content.Notes), new PaperText(texts.Terms, content.Terms) }.Where(t =>
                    t.Text.Trim().Length > 0
                ),
            ],
            company.Portal.IsOn && (company.Portal.Hidden & PortalSections.Invoices) == 0 && invoice.Status != InvoiceStatus.Void
                ? new PaperLink(texts.SeeItOnline, site.To($"/portal/{company.Slug}/invoices/{invoice.Number}"))
                : null,
            (page, of) => texts.PageOf(page, of),
            IsLetter(company.Culture),
            invoice.At
        );
    }

    private static PaperLine LineOf(LineItem line, Currency currency, Words words, InvoiceTexts texts)
    {
        var price = new Money(line.UnitPrice, currency);
        return new PaperLine(
            line.Description,
            line.Discount.IsNone ? "" : texts.TakenOff(words.Money(line.Discount.Of(price.Times(line.Quantity)))),
            $"{words.Quantity(line.Quantity)} {line.Unit}".TrimEnd(),
            words.Money(price),
            words.Money(line.Amount(currency))
        );
    }

    private static IEnumerable<PaperSum> SumsOf(InvoiceDocument invoice, InvoiceTexts texts)
    {
        var (words, totals) = (invoice.Company.Words, invoice.Content.Totals);
        yield return new PaperSum(texts.Subtotal, words.Money(totals.Subtotal));
        if (totals.Discount.MinorUnits != 0)
        {
            yield return new PaperSum(texts.Discount, words.Money(-totals.Discount));
        }

        if (invoice.Content.Tax is { } tax)
        {
            yield return new PaperSum($"{tax.Name}, {words.Percent(tax.Percent)}", words.Money(totals.Tax));
        }

        yield return new PaperSum(texts.Total, words.Money(invoice.Sums.Total), IsStrong: true);
        foreach (var movement in invoice.Movements)
        {
            yield return new PaperSum(
                movement.Words(invoice.Company.Words, texts),
                words.Money(movement.Kind == InvoiceMovementKind.Refund ? movement.Amount : -movement.Amount)
            );
        }

        yield return new PaperSum(texts.StillDue, words.Money(invoice.Sums.Balance), IsStrong: true);
    }

    /// <summary>Where feet and inches are used, paper is 8.5 by 11 inches.</summary>
    private static bool IsLetter(CultureInfo culture) =>
        !culture.IsNeutralCulture && culture.Name.Length > 0 && !new RegionInfo(culture.Name).IsMetric;
}
