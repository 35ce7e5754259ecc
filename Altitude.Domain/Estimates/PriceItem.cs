using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Estimates;

/// <summary>What an entry of the price book says.</summary>
/// <param name="Name">What a line is called; copied into estimates, never linked.</param>
/// <param name="Description">What the customer reads behind the name; may be empty.</param>
/// <param name="Unit">"lb", "h"; empty: pieces.</param>
/// <param name="Category">Under which it stands in the book; empty: none.</param>
public sealed record PriceEntry(string Name, string Description, string Unit, Money Price, bool IsTaxed, string Category)
{
    /// <exception cref="RuleViolation">It could not stand on an estimate.</exception>
    public void RequireSensible()
    {
        RuleViolation.Unless(PlainText.IsFilled(Name, 200), PriceBookRules.Name, "Name it, in at most 200 characters.");
        RuleViolation.Unless(PlainText.Fits(Description, 290), PriceBookRules.Description, "Describe it in at most 290 characters.");
        RuleViolation.Unless(PlainText.Fits(Unit, 20), PriceBookRules.Unit, "The unit has at most 20 characters.");
        RuleViolation.Unless(PlainText.Fits(Category, 60), PriceBookRules.Category, "The category has at most 60 characters.");
        RuleViolation.Unless(
            Price.MinorUnits is >= 0 and <= MoneyRules.MostMinorUnits,
            PriceBookRules.Price,
            "The price cannot be negative or that large."
        );
    }

    internal PriceEntry Tidied() =>
        this with
        {
            Name = Name.Trim(),
            Description = Description.Trim(),
            Unit = Unit.Trim(),
            Category = Category.Trim(),
        };
}

/// <summary>One entry of the company's price book. Estimates copy what it says, so that changing it changes no offer.</summary>
public sealed class PriceItem : Entity, IWorkspaceOwned
{
    private PriceItem() { }

    public Id<PriceItem> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public string Name { get; private set; } = "";
    public string Description { get; private set; } = "";
    public string Unit { get; private set; } = "";
    public Money Price { get; private set; }
    public bool IsTaxed { get; private set; }
    public string Category { get; private set; } = "";

    /// <summary>Whether editors offer it; what is not offered any more stays in the book.</summary>
    public bool IsActive { get; private set; }

    /// <exception cref="RuleViolation">It could not stand on an estimate.</exception>
    public static PriceItem Add(Id<PriceItem> id, Id<Workspace> workspace, PriceEntry entry)
    {
        var item = new PriceItem
        {
            Id = id,
            WorkspaceId = workspace,
            IsActive = true,
        };
        item.Write(entry);
        item.Raise(new PriceItemChanged("price-item.added", item));
        return item;
    }

    /// <exception cref="RuleViolation">It could not stand on an estimate.</exception>
    public void Change(PriceEntry entry)
    {
        Write(entry);
        Raise(new PriceItemChanged("price-item.changed", this));
    }

    /// <summary>Offers it in editors, or no longer.</summary>
    public void Offer(bool isOffered)
    {
        if (IsActive != isOffered)
        {
            IsActive = isOffered;
            Raise(new PriceItemChanged(isOffered ? "price-item.offered" : "price-item.retired", this));
        }
    }

    private void Write(PriceEntry entry)
    {
        var tidy = entry.Tidied();
        tidy.RequireSensible();
        (Name, Description, Unit, Price, IsTaxed, Category) = (tidy.Name, tidy.Description, tidy.Unit, tidy.Price, tidy.IsTaxed, tidy.Category);
    }
}

/// <summary>An entry of the price book was added, changed, taken out of use or brought back.</summary>
public sealed record PriceItemChanged : DomainEvent
{
    public PriceItemChanged(string kind, PriceItem item)
        : base(kind, item.Id.Value) => Name = item.Name;

    public string Name { get; }

    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

/// <summary>Rule codes of the price book.</summary>
public static class PriceBookRules
{
    public const string Missing = "price-item.missing";
    public const string Name = "price-item.name";
    public const string Description = "price-item.description";
    public const string Unit = "price-item.unit";
    public const string Category = "price-item.category";
    public const string Price = "price-item.price";
    public const string Stale = "price-item.stale";
}
