using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class CustomerMapping : ITenantMapping<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> customer)
    {
        customer.ToTable("customers", Schemas.Tenant);
        customer.HasKey(c => new { c.WorkspaceId, c.Id });
        customer.Property(c => c.Id).ValueGeneratedNever();
        customer.Property(c => c.Revision).IsConcurrencyToken();
        customer.Property(c => c.Name).HasMaxLength(200).UseCollation(Conventions.PeopleCollation);
        customer.HasOne<Workspace>().WithMany().HasForeignKey(c => c.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        customer.HasMany(c => c.Contacts).WithOne().HasForeignKey(c => new { c.WorkspaceId, c.CustomerId }).OnDelete(DeleteBehavior.Restrict);
        customer.HasMany(c => c.Locations).WithOne().HasForeignKey(l => new { l.WorkspaceId, l.CustomerId }).OnDelete(DeleteBehavior.Restrict);
        customer.HasOne<Customer>().WithMany().HasForeignKey(c => new { c.WorkspaceId, c.MergedInto }).OnDelete(DeleteBehavior.Restrict);
        customer.HasIndex(c => new { c.WorkspaceId, c.Name }); // The customer list, by name.
        customer.HasIndex(c => new { c.WorkspaceId, c.MergedInto }); // Whom a customer was merged from.
    }
}

internal sealed class ContactMapping : ITenantMapping<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> contact)
    {
        contact.ToTable("contacts", Schemas.Tenant);
        contact.HasKey(c => new { c.WorkspaceId, c.Id });
        contact.Property(c => c.Id).ValueGeneratedNever();
        contact.Property(c => c.Name).HasMaxLength(200).UseCollation(Conventions.PeopleCollation);
        contact.Property(c => c.Email).HasMaxLength(254);
        contact.Property(c => c.Phone).HasMaxLength(40);
        contact.Property(c => c.PhoneE164).HasColumnName("phone_e164").HasMaxLength(16);
        contact.Property(c => c.WantedEmail).HasMaxLength(254);
        contact.HasIndex(c => new { c.WorkspaceId, c.Email }); // "Send me a new link", by address.
        contact.HasIndex(c => new { c.WorkspaceId, c.CustomerId }); // A customer's contacts.
    }
}

internal sealed class ServiceLocationMapping : ITenantMapping<ServiceLocation>
{
    public void Configure(EntityTypeBuilder<ServiceLocation> location)
    {
        location.ToTable("service_locations", Schemas.Tenant);
        location.HasKey(l => new { l.WorkspaceId, l.Id });
        location.Property(l => l.Id).ValueGeneratedNever();
        location.Property(l => l.Label).HasMaxLength(120);
        location.Property(l => l.Address).HasMaxLength(400);
        location.HasIndex(l => new { l.WorkspaceId, l.CustomerId }); // A customer's places.
    }
}

internal sealed class CustomerWordMapping : ITenantMapping<CustomerWord>
{
    public void Configure(EntityTypeBuilder<CustomerWord> word)
    {
        word.ToTable("customer_words", Schemas.Tenant);
        word.HasKey(w => new
        {
            w.WorkspaceId,
            w.Word,
            w.CustomerId,
        }); // The search as one types: words that begin so.
        word.Property(w => w.Word).HasMaxLength(64).UseCollation("C");
        word.HasOne<Customer>().WithMany().HasForeignKey(w => new { w.WorkspaceId, w.CustomerId }).OnDelete(DeleteBehavior.Restrict);
        word.HasIndex(w => new
        {
            w.WorkspaceId,
            w.CustomerId,
            w.Word,
        }); // A customer's words, written anew; and whether a further word that was typed is theirs, read from the index alone.
    }
}
